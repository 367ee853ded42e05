package chat.sentinel.presence.visibility;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param shownTo who sees somebody's presence, unless there is a block or he is invisible
@Validated
@ConfigurationProperties("sentinel.visibility")
public record VisibilityProperties(@NotNull @DefaultValue("chats") ShownTo shownTo) {
    public enum ShownTo {
        /// Those who share a chat with him.
        CHATS,
        /// Everybody who is signed in.
        EVERYBODY
    }
}

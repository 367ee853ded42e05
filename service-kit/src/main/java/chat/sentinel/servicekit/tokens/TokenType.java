package chat.sentinel.servicekit.tokens;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who an access token speaks for; the `typ` of its header.
public enum TokenType {
    PERSON("at+jwt"),
    SERVICE("svc+jwt"),
    APPLICATION("app+jwt");

    private final String headerType;

    TokenType(String headerType) {
        this.headerType = headerType;
    }

    public String headerType() {
        return headerType;
    }

    static @Nullable TokenType ofHeader(@Nullable String typ) {
        for (TokenType type : values()) {
            if (typ != null && type.headerType.equals(typ.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        return null;
    }
}

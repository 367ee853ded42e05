package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.device.Platform;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/// What devices are to show, with a fixed number of queries for all of them.
@Component
class WritePushes {
    private final PushFacts facts;
    private final PushText text;
    private final PushProperties properties;

    WritePushes(PushFacts facts, PushText text, PushProperties properties) {
        this.facts = facts;
        this.text = text;
        this.properties = properties;
    }

    List<Push> pushes(List<SortPushes.Addressed> away) {
        Set<UserId> hidden =
                facts.withoutPreviews(away.stream().map(each -> each.push().userId()).toList());
        Map<UserId, String> names =
                facts.names(
                        away.stream()
                                .map(each -> each.push().senderId())
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList());
        Map<ChatId, String> titles =
                facts.titles(
                        away.stream()
                                .map(each -> each.push().chatId())
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList());
        Map<UserId, Integer> badges =
                facts.badges(
                        away.stream()
                                .filter(each -> each.device().platform() == Platform.IOS)
                                .map(each -> each.push().userId())
                                .distinct()
                                .toList());
        return away.stream()
                .map(
                        each -> {
                            WaitingPush push = each.push();
                            ChatId chat = push.chatId();
                            PushText.Text words =
                                    text.of(
                                            push,
                                            names,
                                            chat == null ? null : titles.get(chat),
                                            !hidden.contains(push.userId()));
                            return new Push(
                                    each.device().platform(),
                                    each.device().token(),
                                    each.device().keys(),
                                    push.collapseKey(),
                                    words.title(),
                                    words.body(),
                                    badges.getOrDefault(push.userId(), 1),
                                    words.data(),
                                    properties.oldest());
                        })
                .toList();
    }
}

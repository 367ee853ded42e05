package chat.sentinel.notification.decide;

import chat.sentinel.contracts.ChatId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Of how many a device was told of a message, by a push or because it was here: for
/// message-service, which tells its sender. Not who, and not which of the two, which would show
/// who is here and hides it.
@RestController
class PushedController {
    private final JdbcClient jdbc;

    PushedController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Pushed(int users) {}

    @GetMapping("/internal/pushed")
    Pushed pushed(@RequestParam("chat_id") ChatId chat, @RequestParam("seq") long seq) {
        return new Pushed(
                jdbc.sql(
                                """
                                select count(distinct user_id) from decisions
                                where chat_id = ? and seq = ? and outcome in ('pushed', 'active_here')
                                """)
                        .param(chat.value())
                        .param(seq)
                        .query(Integer.class)
                        .single());
    }
}

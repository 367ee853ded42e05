package chat.sentinel.notification.push;

import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.device.DeviceRegistered;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Greets who registered, on the first device that he registers, once: whichever of the two comes
/// first.
@Component
public class Welcome {
    private final JdbcClient jdbc;
    private final PushQueue pushes;

    Welcome(JdbcClient jdbc, PushQueue pushes) {
        this.jdbc = jdbc;
        this.pushes = pushes;
    }

    @EventListener
    void onDevice(DeviceRegistered registered) {
        greet(registered.userId());
    }

    /// In the caller's transaction.
    public void greet(UserId user) {
        List<String> devices =
                jdbc.sql(
                                """
                                select device_id from devices join items using (user_id)
                                where user_id = ? and kind = 'welcome'
                                    and at > now() - interval '24 hours'
                                order by registered_at limit 1
                                """)
                        .param(user.value())
                        .query(String.class)
                        .list();
        pushes.addWelcome(user, devices);
    }
}

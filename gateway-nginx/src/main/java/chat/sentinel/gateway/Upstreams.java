package chat.sentinel.gateway;

import java.util.List;

/// Who is behind the gateway: `host:port` of each instance of each service.
public record Upstreams(
        List<String> user,
        List<String> message,
        List<String> presence,
        List<String> notification,
        List<String> search,
        List<String> media,
        List<String> s3) {
    public Upstreams {
        user = List.copyOf(user);
        message = List.copyOf(message);
        presence = List.copyOf(presence);
        notification = List.copyOf(notification);
        search = List.copyOf(search);
        media = List.copyOf(media);
        s3 = List.copyOf(s3);
    }
}

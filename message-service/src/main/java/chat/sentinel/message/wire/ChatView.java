package chat.sentinel.message.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One chat as one of its members sees it.
///
/// @param kind private or group
/// @param title of a group
/// @param memberIds of a private chat
/// @param lastSeq of the newest entry of any kind
/// @param unreadCount messages past `seenSeq`
public record ChatView(
        String chatId,
        String kind,
        @Nullable String title,
        int memberCount,
        List<String> memberIds,
        @Nullable MessageView lastMessage,
        long lastSeq,
        long seenSeq,
        long unreadCount) {}

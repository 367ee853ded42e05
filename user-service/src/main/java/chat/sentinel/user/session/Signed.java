package chat.sentinel.user.session;

/// What a client gets when it registers, logs in or refreshes.
public record Signed(
        String accessToken,
        String username,
        String userId,
        String tokenType,
        long expiresIn,
        String refreshToken) {
    @Override
    public String toString() {
        return "Signed[" + userId + "]";
    }
}

package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A subscription of a browser, with the keys that only the browser has.
///
/// @param applicationServerKey who may send to it, as the browser was told
/// @param auth base64url
public record Subscription(
        String id, String endpoint, String applicationServerKey, KeyPair keys, String auth) {
    private static final int COORDINATE = 32;
    private static final int POINT = 1 + 2 * COORDINATE;
    private static final int SALT = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    public static Subscription made(String id, String endpoint, String applicationServerKey) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] auth = new byte[16];
            new SecureRandom().nextBytes(auth);
            return new Subscription(
                    id,
                    endpoint,
                    applicationServerKey,
                    generator.generateKeyPair(),
                    BASE64.encodeToString(auth));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As a browser's `PushSubscription.toJSON()`.
    public Map<String, Object> toJson() {
        return Map.of("endpoint", endpoint, "keys", Map.of("p256dh", p256dh(), "auth", auth));
    }

    public String p256dh() {
        return BASE64.encodeToString(point((ECPublicKey) keys.getPublic()));
    }

    /// What was encrypted for this browser (RFC 8291, one record of RFC 8188).
    byte[] opened(byte[] body) throws GeneralSecurityException {
        if (body.length < SALT + 5 + POINT) {
            throw new GeneralSecurityException("Too short");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = next(in, SALT);
        int recordSize = in.getInt();
        byte[] sender = next(in, in.get() & 0xff);
        byte[] record = next(in, in.remaining());
        if (record.length > recordSize) {
            throw new GeneralSecurityException("More than one record");
        }
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(keys.getPrivate());
        agreement.doPhase(publicKey(sender), true);
        byte[] own = point((ECPublicKey) keys.getPublic());
        byte[] secret =
                derived(
                        Base64.getUrlDecoder().decode(auth),
                        agreement.generateSecret(),
                        joined("WebPush: info\0", own, sender),
                        32);
        byte[] key = derived(salt, secret, joined("Content-Encoding: aes128gcm\0"), 16);
        byte[] nonce = derived(salt, secret, joined("Content-Encoding: nonce\0"), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, nonce));
        byte[] padded = cipher.doFinal(record);
        int end = padded.length - 1;
        while (end >= 0 && padded[end] == 0) {
            end--;
        }
        if (end < 0 || padded[end] != 2) {
            throw new GeneralSecurityException("Not the last record");
        }
        return Arrays.copyOf(padded, end);
    }

    private static byte[] derived(byte[] salt, byte[] secret, byte[] info, int length)
            throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(
                        HKDFParameterSpec.ofExtract()
                                .addIKM(secret)
                                .addSalt(salt)
                                .thenExpand(info, length));
    }

    private static byte[] joined(String first, byte[]... rest) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(first.getBytes(UTF_8));
        for (byte[] one : rest) {
            joined.writeBytes(one);
        }
        return joined.toByteArray();
    }

    private static byte[] next(ByteBuffer in, int length) throws GeneralSecurityException {
        if (length > in.remaining()) {
            throw new GeneralSecurityException("Too short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /// @param point of P-256, uncompressed
    static ECPublicKey publicKey(byte[] point) throws GeneralSecurityException {
        if (point.length != POINT || point[0] != 4) {
            throw new InvalidKeyException("No point of P-256");
        }
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return (ECPublicKey)
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(
                                        new ECPoint(
                                                coordinate(point, 1),
                                                coordinate(point, 1 + COORDINATE)),
                                        parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger coordinate(byte[] point, int from) {
        return new BigInteger(1, Arrays.copyOfRange(point, from, from + COORDINATE));
    }

    private static byte[] point(ECPublicKey key) {
        byte[] point = new byte[POINT];
        point[0] = 4;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 1 + COORDINATE);
        return point;
    }

    private static void put(BigInteger number, byte[] point, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, point, at + COORDINATE - length, length);
    }

    @Override
    public String toString() {
        return "Subscription[" + id + "]";
    }
}

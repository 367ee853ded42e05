package chat.sentinel.user.account;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/// An e-mail address in the one form in which it is stored and compared: lower case, the domain
/// in ASCII (Punycode). What stands before the `@` is plain ASCII: addresses that only look
/// alike cannot be told apart by those who read them.
///
/// @param value normalised by the constructor
record EmailAddress(String value) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final String ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile("(" + LABEL + "\\.)+" + LABEL);

    /// @throws IllegalArgumentException that says what is wrong
    EmailAddress {
        if (value.length() > LONGEST) {
            throw invalid();
        }
        int at = value.lastIndexOf('@');
        if (at < 1) {
            throw invalid();
        }
        String local = value.substring(0, at).toLowerCase(Locale.ROOT);
        String domain = ascii(value.substring(at + 1)).toLowerCase(Locale.ROOT);
        value = local + "@" + domain;
        if (value.length() > LONGEST
                || local.length() > LONGEST_LOCAL
                || !LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()
                || !Character.isLetter(domain.charAt(domain.lastIndexOf('.') + 1))) {
            throw invalid();
        }
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an e-mail address", e);
        }
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("must be an e-mail address");
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}

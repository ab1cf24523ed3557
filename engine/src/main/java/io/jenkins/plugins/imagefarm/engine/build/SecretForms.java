package io.jenkins.plugins.imagefarm.engine.build;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms in which a secret value may come up in output: none of them has a line end in it. */
final class SecretForms {
    /** What is shorter would be found everywhere. */
    static final int MIN_LENGTH = 4;

    /** A shorter piece of base64 would be found by chance. */
    private static final int MIN_PIECE = 8;

    /** Of larger values, which are files rather than passwords, only lines and base64 are looked for. */
    private static final int MAX_TEXT = 4096;

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    private final Set<ByteBuffer> forms = new LinkedHashSet<>();

    private SecretForms() {}

    static Set<ByteBuffer> of(byte[] value) {
        SecretForms forms = new SecretForms();
        byte[] text = withoutLastLineEnds(value);
        if (text.length >= MIN_LENGTH) {
            forms.addLines(text, MIN_LENGTH);
            forms.addBase64(text);
            forms.addBase64(value);
            if (text.length <= MAX_TEXT) {
                forms.addInsideBase64(text, Base64.getEncoder());
                forms.addInsideBase64(text, Base64.getUrlEncoder());
                forms.addEncodedText(text);
            }
        }
        return forms.forms;
    }

    /** A value of several lines is found line by line. */
    private void addLines(byte[] value, int minLength) {
        int start = 0;
        for (int i = 0; i <= value.length; i++) {
            if (i == value.length || value[i] == '\n' || value[i] == '\r') {
                if (i - start >= minLength) {
                    add(Arrays.copyOfRange(value, start, i));
                }
                start = i + 1;
            }
        }
    }

    private void addBase64(byte[] value) {
        add(Base64.getEncoder().withoutPadding().encode(value));
        add(Base64.getUrlEncoder().withoutPadding().encode(value));
        byte[] wrapped =
                Base64.getMimeEncoder(76, new byte[] {'\n'}).withoutPadding().encode(value);
        addLines(wrapped, MIN_PIECE);
    }

    /** Inside something longer, such as {@code user:password}, the same bytes are encoded in one of three ways. */
    private void addInsideBase64(byte[] value, Base64.Encoder encoder) {
        for (int before = 0; before < 3; before++) {
            byte[] longer = new byte[before + value.length];
            System.arraycopy(value, 0, longer, before, value.length);
            String encoded = encoder.withoutPadding().encodeToString(longer);
            // The characters at both ends also hold bits of the neighbours.
            int start = before == 0 ? 0 : before + 1;
            int end = encoded.length() - (longer.length % 3 == 0 ? 0 : 1);
            if (end - start >= MIN_PIECE) {
                add(encoded.substring(start, end));
            }
        }
    }

    private void addEncodedText(byte[] value) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return; // not a text
        }
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        String path = form.replace("+", "%20");
        for (String url : new String[] {form, path}) {
            add(url);
            add(ESCAPE.matcher(url).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT)));
        }
        // The lines of a value stand in one string there.
        text.lines().forEach(line -> add(json(line)));
    }

    private static String json(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private void add(String form) {
        add(form.getBytes(StandardCharsets.UTF_8));
    }

    private void add(byte[] form) {
        if (form.length >= MIN_LENGTH) {
            forms.add(ByteBuffer.wrap(form));
        }
    }

    private static byte[] withoutLastLineEnds(byte[] value) {
        int end = value.length;
        while (end > 0 && (value[end - 1] == '\n' || value[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(value, end);
    }
}

package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingOutputStreamTest {
    private static final String KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0B\n-\n-----END KEY-----\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void secretsOfABuildAreMasked() {
        SecretMask mask = SecretMask.of(new Secrets(
                Map.of("registry.example", new Login("me", "hunter2")),
                Map.of("token", "s3cr3t!\n".getBytes(StandardCharsets.UTF_8))));
        assertEquals("me, **** and ****", mask.mask("me, hunter2 and s3cr3t!"));
    }

    @Test
    void theKeysOfTheSourceAreMasked() {
        GitKeys keys = new GitKeys(new Login("me", "hunter2"), "-----BEGIN\nAAAAC3Nz\n", "open sesame");
        assertEquals(
                "me ****, **** and ****",
                SecretMask.of(new Secrets(Map.of(), Map.of(), Map.of(), keys))
                        .mask("me hunter2, AAAAC3Nz and open sesame"));
    }

    @Test
    void theKeysOfStepsAreMasked() {
        Map<String, SshKey> keys = Map.of("deploy", new SshKey("-----BEGIN\nAAAAC3Nz\n", "open sesame"));
        assertEquals(
                "**** and ****",
                SecretMask.of(new Secrets(Map.of(), Map.of(), Map.of(), GitKeys.none(), keys))
                        .mask("AAAAC3Nz and open sesame"));
    }

    @Test
    void aSecretIsMaskedWhereverTheWritesCutIt() throws Exception {
        byte[] text = "a hunter2 and hunter, hunhunter2\nhunter2hunter2 end hunte".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            out.reset();
            try (MaskingOutputStream masking = masking("hunter2")) {
                for (int from = 0, to; from < text.length; from = to) {
                    to = Math.min(text.length, from + 1 + random.nextInt(9));
                    masking.write(text, from, to - from);
                }
            }
            assertEquals("a **** and hunter, hun****\n**** end hunte", written());
        }
    }

    @Test
    void theLongerOfTwoSecretsIsMasked() throws Exception {
        write("passwords, password, pass", "pass", "password");
        assertEquals("****s, ****, ****", written());
    }

    @Test
    void secretsThatOverlapAreBothMasked() throws Exception {
        write("xabcdefgx", "abcde", "cdefg");
        assertEquals("x****x", written());
    }

    @Test
    void aWholeLineGoesOnAtOnce() throws Exception {
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        MaskingOutputStream masking = new MaskingOutputStream(buffered, mask("hunter2"));
        masking.write("line\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("line\n", written());
        masking.write("hunt\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("line\nhunt\n", written());
    }

    @Test
    void aPartialLineGoesOnAsFarAsItIsNoBeginningOfASecret() throws Exception {
        MaskingOutputStream masking = new MaskingOutputStream(new BufferedOutputStream(out), mask("hunter2"));
        masking.write("password: hunt".getBytes(StandardCharsets.UTF_8));
        masking.flush();
        assertEquals("password: ", written());
        masking.write('s');
        masking.flush();
        assertEquals("password: hunts", written());
    }

    @Test
    void eachLineOfASecretIsMasked() throws Exception {
        write("> MIIEvQIBADANBg\r\n-----END KEY-----\n-\n", KEY);
        assertEquals("> ****\r\n****\n-\n", written());
        out.reset();
        write(KEY, KEY.replace("\n", "\r\n"));
        assertEquals("****\n****\n****\n-\n****\n", written());
    }

    @Test
    void shortValuesAreNotMasked() throws Exception {
        write("abc abc\n", "abc", "", "\n");
        assertEquals("abc abc\n", written());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "pässwörd",
                "p?>~~ÿÿÿ",
                "four",
                "a secret of more than fifty-seven bytes, which base64 wraps at 76"
            })
    void base64OfASecretIsMasked(String secret) throws Exception {
        byte[] value = secret.getBytes(StandardCharsets.UTF_8);
        byte[] line = (secret + "\n").getBytes(StandardCharsets.UTF_8);
        for (byte[] each : List.of(value, line)) {
            assertMasked(Base64.getEncoder().encodeToString(each), secret + "\n");
            assertMasked(Base64.getUrlEncoder().encodeToString(each), secret + "\n");
        }
        String wrapped = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(value);
        assertMasked(wrapped.lines().findFirst().orElseThrow(), secret);
    }

    @Test
    void base64OfALoginShowsNotMuchOfItsPassword() {
        for (String user : List.of("m", "me", "you")) {
            String header =
                    Base64.getEncoder().encodeToString((user + ":correct horse").getBytes(StandardCharsets.UTF_8));
            String masked = mask("correct horse").mask(header);
            assertTrue(masked.contains("****"), masked);
            String shown = new String(Base64.getDecoder().decode(masked.substring(0, masked.indexOf('*') / 4 * 4)));
            assertFalse(shown.contains("co"), shown);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p/ss w&rd", "päss"})
    void aUrlEncodedSecretIsMasked(String secret) throws Exception {
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        assertMasked(encoded, secret);
        assertMasked(encoded.replace("+", "%20"), secret);
        assertMasked(encoded.replace("%2F", "%2f").replace("%C3%A4", "%c3%a4"), secret);
    }

    @Test
    void aSecretIsMaskedInEventsToo() {
        String secret = "quo\"te\\and\ttab";
        String event = Wire.write(new BuildEvent.StepOutput(1, 2, "", 3, false, "x " + secret + " y\n" + secret));
        String masked = mask(secret).mask(event);
        assertTrue(masked.contains("\"x **** y\\n****\""), masked);
    }

    @Test
    void bytesThatAreNoTextAreMasked() throws Exception {
        byte[] secret = {-1, -2, -3, -4, 0, 5};
        try (MaskingOutputStream masking = new MaskingOutputStream(out, SecretMask.of(List.of(secret)))) {
            masking.write(secret);
        }
        assertEquals("****", written());
    }

    @Test
    void otherBytesGoThroughAsTheyAre() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        try (MaskingOutputStream masking = masking("hunter2")) {
            masking.write(bytes);
        }
        assertTrue(Arrays.equals(bytes, out.toByteArray()));
    }

    @Test
    void manySecretsAndMuchOutputTakeNoTimeWorthMentioning() {
        byte[][] values = new byte[500][];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = new byte[40];
            random.nextBytes(values[i]);
        }
        byte[] large = new byte[500_000];
        random.nextBytes(large);
        values[0] = large;
        assertTimeout(Duration.ofMinutes(1), () -> {
            SecretMask mask = SecretMask.of(List.of(values));
            try (MaskingOutputStream masking = new MaskingOutputStream(out, mask)) {
                byte[] line = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 200_000; i++) {
                    masking.write(line);
                }
                masking.write(large);
            }
        });
        assertEquals(200_000 * 48, written().indexOf("****"));
    }

    private void assertMasked(String form, String secret) throws IOException {
        out.reset();
        write("x " + form + " y", secret);
        String left = written().replace("=", "");
        assertTrue(left.startsWith("x ****"), left);
        // Of a value with a line end after it, the last character of the form may differ.
        assertTrue(left.length() <= "x **** y".length() + 2, left);
    }

    private void write(String text, String... secrets) throws IOException {
        try (MaskingOutputStream masking = masking(secrets)) {
            masking.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MaskingOutputStream masking(String... secrets) {
        return new MaskingOutputStream(out, mask(secrets));
    }

    private static SecretMask mask(String... secrets) {
        return SecretMask.of(Arrays.stream(secrets)
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}

package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of the tests' own authority for localhost that expired yesterday.
 *
 * @param certificate its file, PEM
 * @param key its file, PKCS#8
 * @param server speaks TLS with it
 */
record ExpiredCertificate(Path certificate, Path key, SSLContext server) {
    private static final String PASSWORD = "changeit";

    static ExpiredCertificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path key = folder.resolve("expired.key");
        Path request = folder.resolve("expired.csr");
        Path certificate = folder.resolve("expired.crt");
        Path store = folder.resolve("expired.p12");
        Path names = Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
        String authority =
                Path.of(Engines.value("IMAGE_FARM_ENGINES"), "ca", "ca.key").toString();
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key,
                "-out",
                request);
        openssl(
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                Engines.certificate("ca.crt"),
                "-CAkey",
                authority,
                "-set_serial",
                "7",
                "-days",
                "-1",
                "-extfile",
                names,
                "-out",
                certificate);
        openssl(
                "pkcs12",
                "-export",
                "-in",
                certificate,
                "-inkey",
                key,
                "-name",
                "expired",
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(managers.getKeyManagers(), null, null);
        return new ExpiredCertificate(certificate, key, server);
    }

    private static void openssl(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}

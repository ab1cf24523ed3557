package io.jenkins.plugins.imagefarm.fake;

import hudson.Util;
import io.jenkins.plugins.imagefarm.launch.EngineJar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Puts the {@link FakeEngine} in the place of the real one. Subclass it with {@code @TestExtension} in a test. */
public abstract class FakeEngineJar extends EngineJar {
    @Override
    public final String sha256() throws IOException {
        try {
            return Util.toHexString(MessageDigest.getInstance("SHA-256").digest(content()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public final InputStream open() throws IOException {
        return new ByteArrayInputStream(content());
    }

    private static byte[] content() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeEngine.class.getName());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(content)) {
            // Entries without the time of their making, so that the content and its hash are always the same.
            jar.putNextEntry(entry("META-INF/MANIFEST.MF"));
            manifest.write(jar);
            for (Class<?> type : List.of(FakeEngine.class, FakeEngine.Job.class, FakeInquiry.class)) {
                String entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(entry(entry));
                try (InputStream program = type.getClassLoader().getResourceAsStream(entry)) {
                    program.transferTo(jar);
                }
            }
        }
        return content.toByteArray();
    }

    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        return entry;
    }
}

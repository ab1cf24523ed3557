package io.jenkins.plugins.imagefarm.launch;

import hudson.Extension;
import hudson.Util;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The engine that was built together with this plugin: a resource in the plugin's jar. */
@Extension(ordinal = -100)
public final class EmbeddedEngineJar extends EngineJar {
    private static final String RESOURCE = "image-farm-engine.jar";

    /** Null until somebody asks, since reading 11 MB is not for Jenkins' start. */
    private String sha256;

    @Override
    public synchronized String sha256() throws IOException {
        if (sha256 == null) {
            sha256 = hash();
        }
        return sha256;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream content = EmbeddedEngineJar.class.getResourceAsStream(RESOURCE);
        if (content == null) {
            throw new FileNotFoundException("This plugin was packaged without " + RESOURCE);
        }
        return content;
    }

    private String hash() throws IOException {
        try (InputStream content = open();
                DigestOutputStream digest =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            content.transferTo(digest);
            return Util.toHexString(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

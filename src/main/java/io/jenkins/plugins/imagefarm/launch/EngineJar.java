package io.jenkins.plugins.imagefarm.launch;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.io.IOException;
import java.io.InputStream;

/**
 * The build engine's program: a jar that runs in a JVM of its own beside the agent. The one that this plugin brings along is
 * used unless an extension offers another.
 */
public abstract class EngineJar implements ExtensionPoint {
    /** The hash of the content in hexadecimal; agents keep the jar under this name. */
    public abstract String sha256() throws IOException;

    /** The content, from its start. */
    public abstract InputStream open() throws IOException;

    static EngineJar get() {
        return ExtensionList.lookupFirst(EngineJar.class);
    }
}

package io.jenkins.plugins.imagefarm.launch;

import java.io.Serializable;
import java.util.List;

/**
 * The engine as it stands on an agent, ready to be started. All paths are the agent's.
 *
 * @param java the executable of the agent's own JVM
 * @param jar the engine's jar
 * @param flags for the JVM
 * @param archive the class-data archive of this jar and this JVM
 * @param newArchive where the JVM is told to leave such an archive when it ends; empty unless there is none yet
 */
record InstalledEngine(String java, String jar, List<String> flags, String archive, String newArchive)
        implements Serializable {}

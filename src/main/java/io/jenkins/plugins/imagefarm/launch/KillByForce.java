package io.jenkins.plugins.imagefarm.launch;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.util.Arrays;
import jenkins.MasterToSlaveFileCallable;

/**
 * Kills the JVM whose argument file is in this control directory. Jenkins itself only asks processes to end; a JVM that is stuck in
 * its shutdown hooks, or thrashes for lack of memory, does not.
 */
final class KillByForce extends MasterToSlaveFileCallable<Void> {
    private static final long serialVersionUID = 1L;

    @Override
    public Void invoke(File control, VirtualChannel channel) {
        String argument = "@" + new File(control, HandOver.ARGUMENTS);
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(argument))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
        return null;
    }
}

package io.jenkins.plugins.imagefarm.engine.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * The machine as JGit sees it: without the Git configuration of its user and its system, and without the variables for Git. What a
 * build does must not depend on whose account it runs in.
 */
final class NoConfiguration extends SystemReader.Delegate {
    private NoConfiguration(SystemReader machine) {
        super(machine);
    }

    /** JGit has one for the whole JVM. */
    static synchronized void install() {
        SystemReader machine = SystemReader.getInstance();
        if (!(machine instanceof NoConfiguration)) {
            SystemReader.setInstance(new NoConfiguration(machine));
        }
    }

    @Override
    public String getenv(String variable) {
        return variable.startsWith("GIT_") || variable.startsWith("XDG_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    private static final class Nothing extends FileBasedConfig {
        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is nothing.
        }

        @Override
        public void save() {
            // JGit keeps here what it measured of file systems.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}

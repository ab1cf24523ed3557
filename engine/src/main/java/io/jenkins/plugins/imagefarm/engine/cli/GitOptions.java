package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a Git repository is read, if the context is one. */
final class GitOptions {
    /** That of the other options for SSH: keys and hosts are the user's own unless they are given. */
    private static final String SSH = "ssh:";

    @Option(names = "--git-submodules", description = "Fetch submodules too.")
    private boolean submodules;

    @Option(names = "--git-lfs", description = "Fetch files of Git LFS, instead of the pointers to them.")
    private boolean lfs;

    @Option(
            names = "--tag-with-commit",
            description = "Tag the image with the commit too, in every repository it has a name in.")
    private boolean tagWithCommit;

    @Option(
            names = "--git-user",
            paramLabel = "NAME",
            description = "User of an https repository. Default: ${DEFAULT-VALUE}, which goes with most tokens.")
    private String user = GitKeys.TOKEN_USER;

    @Option(
            names = "--git-password-env",
            paramLabel = "NAME",
            description = "Environment variable that holds the password or token.")
    private String passwordVariable;

    @Option(names = "--git-password-file", paramLabel = "FILE", description = "File that holds the password or token.")
    private String passwordFile;

    @Option(
            names = "--git-ssh-key",
            paramLabel = "FILE",
            description = "Private key for an ssh repository. Default: as ssh has it.")
    private String sshKey;

    @Option(
            names = "--git-ssh-passphrase-file",
            paramLabel = "FILE",
            description = "File that holds the passphrase of that key.")
    private String sshPassphrase;

    @Option(
            names = "--git-known-hosts",
            paramLabel = "FILE",
            description = "Host keys for ssh repositories. Default: ~/.ssh/known_hosts.")
    private String knownHosts;

    GitSource source(GitContext context) {
        return source(context, true);
    }

    /**
     * @param submodulesMayBe whether nothing else forbids submodules
     * @throws ProblemException if they are forbidden and wanted
     */
    GitSource source(GitContext context, boolean submodulesMayBe) {
        if (submodules && !submodulesMayBe) {
            throw new ProblemException(Problem.user(
                    "--git-submodules and --ignore-submodules want the opposite of each other", "Leave one out."));
        }
        return new GitSource(context.url(), context.ref(), submodules, lfs, tagWithCommit, texts().knownHosts(SSH));
    }

    /**
     * @param source null if the context is no repository
     * @throws ProblemException if a password, key or passphrase is not where it was said to be
     */
    GitKeys keys(GitSource source, Map<String, String> environment) {
        if (source == null) {
            return GitKeys.none();
        }
        String password = password(environment);
        BuilderKeys ssh = sshKey != null || source.url().isSsh() ? texts().keys(SSH) : BuilderKeys.none();
        return new GitKeys(
                password == null ? null : new Login(user, password.strip()), ssh.sshKey(), ssh.sshPassphrase());
    }

    private String password(Map<String, String> environment) {
        if (passwordVariable == null) {
            return FileArgument.text(passwordFile);
        }
        String password = environment.get(passwordVariable);
        if (password == null) {
            throw new ProblemException(Problem.user(
                    "The password for Git is to be in the environment variable " + passwordVariable
                            + ", which is not set",
                    ""));
        }
        return password;
    }

    private KeyTexts texts() {
        return new KeyTexts(
                KeyTexts.file(sshKey), KeyTexts.file(sshPassphrase), KeyTexts.file(knownHosts), null, null, null, null);
    }
}

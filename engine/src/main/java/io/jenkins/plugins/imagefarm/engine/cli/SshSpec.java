package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;

/**
 * One {@code --ssh}: {@code ID=FILE[,passphrase-file=FILE]}.
 *
 * @param id as the Dockerfile names it
 * @param key what the files hold
 */
record SshSpec(String id, SshKey key) {
    private static final String PASSPHRASE = ",passphrase-file=";

    /** @throws ProblemException if it is not of that form, or a file cannot be read */
    static SshSpec parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || equals == text.length() - 1) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' does not name an SSH key", "Write ID=FILE, such as default=deploy_key."));
        }
        String[] files = text.substring(equals + 1).split(PASSPHRASE, 2);
        String passphrase =
                files.length < 2 ? null : FileArgument.text(files[1]).strip();
        return new SshSpec(text.substring(0, equals), new SshKey(FileArgument.text(files[0]), passphrase));
    }
}

package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iAnswer;
import io.jenkins.plugins.imagefarm.engine.api.S2iQuestion;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iValidation;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code image-farm judge}: {@code s2i validate} as Jenkins asks for it. An {@link S2iQuestion} is read from standard input, and an
 * {@link S2iAnswer} is the only line on standard output.
 */
@Command(
        name = "judge",
        description = "Judge a builder image, as Jenkins does.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class JudgeCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    JudgeCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        out.println(Wire.write(answer(StandardInput.read(in, S2iQuestion.class, "question"))));
        return ExitCode.SUCCESS;
    }

    private S2iAnswer answer(S2iQuestion question) {
        LoginSource logins = LoginSource.of(question.logins()).orElse(Engine.userLogins(err));
        RegistryClient registry = new RegistryClient(logins, new Registries(question.registries()));
        try {
            return new S2iAnswer(
                    new S2iValidation(registry, question.allowedUids(), err::println)
                            .of(question.image(), question.incremental(), question.runtimeImage()),
                    null);
        } catch (ProblemException e) {
            return new S2iAnswer(null, e.problem());
        }
    }
}

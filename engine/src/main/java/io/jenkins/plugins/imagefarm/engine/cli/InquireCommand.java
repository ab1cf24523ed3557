package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code image-farm inquire}: a question to nodes as Jenkins asks it. An {@link Inquiry} is read from standard input, and an
 * {@link InquiryAnswer} is the only line on standard output.
 */
@Command(name = "inquire", description = "Ask nodes, as Jenkins does.", hidden = true, mixinStandardHelpOptions = true)
final class InquireCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;

    InquireCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        InquiryAnswer answer =
                Engine.inquirer().answer(StandardInput.read(in, Inquiry.class, "inquiry"), new Cancellation());
        out.println(Wire.write(answer));
        return ExitCode.SUCCESS;
    }
}

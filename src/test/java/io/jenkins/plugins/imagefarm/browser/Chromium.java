package io.jenkins.plugins.imagefarm.browser;

import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/** A browser without a window, and with a folder of its own. Where none is installed, the test is skipped. */
public final class Chromium implements AutoCloseable {
    private static final int PATIENCE_S = 60;

    private final Path folder;
    private final Process process;
    private final DevTools tools;

    private Chromium(Path folder, Process process) throws IOException, InterruptedException {
        this.folder = folder;
        this.process = process;
        tools = new DevTools(address());
    }

    public static Chromium start() throws IOException, InterruptedException {
        String program = Engines.value("IMAGE_FARM_CHROMIUM");
        Path folder = Files.createTempDirectory("chromium");
        ProcessBuilder command = new ProcessBuilder(
                        program,
                        "--headless=new",
                        "--no-sandbox", // root has none
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("TMPDIR", folder.toString()); // so that it leaves nothing elsewhere
        Process process = command.start();
        try {
            return new Chromium(folder, process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(process, folder);
            throw e;
        }
    }

    /** The browser writes it into its folder, as two lines, when it listens. */
    private URI address() throws IOException, InterruptedException {
        Path file = folder.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (System.nanoTime() < end) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() == 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("the browser ended with " + process.exitValue());
            }
        }
        throw new IOException("the browser does not listen");
    }

    /** A new page, with nothing of the others. */
    public Tab open() throws IOException, InterruptedException {
        String context = tools.call("", "Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .asText();
        String target = tools.call("", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .get("targetId")
                .asText();
        String session = tools.call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        return new Tab(tools, session);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        tools.close();
        end(process, folder);
    }

    private static void end(Process process, Path folder) throws IOException, InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly); // the wrapper of a distribution may have started the browser
        FileUtils.deleteDirectory(folder.toFile());
    }
}

package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A builder image with a real compiler: Java's, as the tests have it, with the libraries of this Debian. */
class JavaApplicationTest {
    /** Compiles what has changed since the last image, by its digest. */
    private static final String ASSEMBLE = """
            #!/bin/sh
            set -e
            mkdir -p classes cache
            [ ! -d /tmp/artifacts ] || cp -R /tmp/artifacts/. cache/
            for source in /tmp/src/*.java; do
                digest=$(md5sum < "$source" | cut -d' ' -f1)
                if [ ! -d "cache/$digest" ]; then
                    echo "compiling $(basename "$source")"
                    javac -cp classes -d "cache/$digest" "$source"
                fi
                cp -R "cache/$digest/." classes/
            done
            """;

    /** The application is a web server, which is asked for its page. */
    private static final String ASK =
            "/usr/libexec/s2i/run & " + "until wget -qO /tmp/printed http://127.0.0.1:8080/; do sleep 0.1; done";

    private static final String SERVER = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;

            public class Server {
                public static void main(String[] arguments) throws Exception {
                    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
                    server.createContext("/", exchange -> {
                        byte[] page = Page.text.getBytes();
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                        exchange.close();
                    });
                    server.start();
                }
            }
            """;

    private static String image;

    @TempDir
    private Path source;

    @BeforeAll
    static void pushBuilderImage(@TempDir Path files) throws Exception {
        Engines.docker(); // skips where there are no engines
        Path java = files.resolve("opt/java");
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int exit = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "--add-modules",
                        "jdk.compiler,jdk.httpserver",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        Files.createDirectories(java.getParent())
                                .resolve("java")
                                .toString());
        assertEquals(0, exit, said::toString);
        for (String program : new String[] {"bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so"}) {
            copyLibraries(java.resolve(program), java, files);
        }
        image = BuilderImage.s2i()
                .files(files)
                .before("ENV PATH=/opt/java/bin:$PATH")
                .script("assemble", ASSEMBLE)
                .script("save-artifacts", "#!/bin/sh\ncd cache && exec tar -cf - .\n")
                .script("run", "#!/bin/sh\nexec java -cp /app/classes Server\n")
                .push();
    }

    /** Those of the system, to where the program looks for them. */
    private static void copyLibraries(Path program, Path java, Path files) throws IOException {
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        String listed = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher library = Pattern.compile("(/\\S+) \\(0x").matcher(listed);
        while (library.find()) {
            Path found = Path.of(library.group(1)).normalize();
            Path copy = files.resolve(found.toString().substring(1));
            if (!found.startsWith(java) && !Files.exists(copy)) {
                Files.createDirectories(copy.getParent());
                Files.copy(found, copy);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isCompiledRunAndCompiledAgainWhereItHasChanged(S2iMethod method) throws Exception {
        S2iCommand application = new S2iCommand(source, Engines.docker(), image, method);
        application.file("Server.java", SERVER).file("Page.java", page("hello"));
        String clean = application.succeed();
        assertTrue(clean.contains(" compiling Server.java") && clean.contains(" compiling Page.java"), clean);
        assertEquals("hello", answer(application));
        application.file("Page.java", page("hello again"));
        String incremental = application.succeed();
        assertTrue(incremental.contains(" compiling Page.java"), incremental);
        assertFalse(incremental.contains(" compiling Server.java"), incremental);
        assertEquals("hello again", answer(application));
        application.file("Page.java", "class Page {");
        application.fail(List.of(), "The build failed (AssembleFailed)", "reached end of file while parsing");
    }

    private static String page(String text) {
        return "class Page { static String text = \"" + text + "\"; }\n";
    }

    private static String answer(S2iCommand application) throws Exception {
        return Files.readString(BuilderImage.files(application.tag(), ASK).resolve("tmp/printed"));
    }
}

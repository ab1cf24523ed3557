package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever wants to know how a build ended is told, and cannot change it. */
class S2iCallbackTest {
    private final Deque<JsonNode> told = new LinkedBlockingDeque<>();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private String url;

    @TempDir
    private Path source;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            assertEquals("POST", exchange.getRequestMethod());
            assertEquals("application/json", exchange.getRequestHeaders().getFirst("Content-Type"));
            told.add(new JsonMapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(answers.isEmpty() ? 204 : answers.remove(), -1);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private S2iCommand site(BuilderImage image) throws Exception {
        return new S2iCommand(source, Engines.buildkitd(), image.push()).file("index.txt", "hello\n");
    }

    @Test
    void itIsToldTheLabelsOfTheImage() throws Exception {
        answers.add(503);
        answers.add(500);
        S2iCommand site = site(BuilderImage.s2i());
        String console = site.succeed("--callback-url", url + "?token=s3cret", "--label", "own=1");
        assertTrue(console.contains("told " + url + "\n"), console);
        assertFalse(console.contains("s3cret"), console);
        assertEquals(3, told.size(), "an answer of 503 and one of 500 are tried again");
        JsonNode last = told.getLast();
        assertTrue(last.path("success").asBoolean());
        assertEquals(
                site.image(), last.path("labels").path(S2iLabel.IMAGE.key()).asText());
        assertEquals("1", last.path("labels").path("own").asText());
    }

    @Test
    void itIsToldThatTheBuildFailed() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().script("assemble", "#!/bin/sh\nexit 3\n"));
        site.fail(List.of("--callback-url", url), "(AssembleFailed)");
        assertEquals("{\"success\":false}", told.getLast().toString());
    }

    @Test
    void aSourceThatCannotBeHadIsTold() throws Exception {
        S2iCommand site = new S2iCommand(source.resolve("none"), Engines.buildkitd(), "127.0.0.1:1/x:1");
        site.fail(List.of("--callback-url", url), "(FetchSourceFailed)");
        assertEquals("{\"success\":false}", told.getLast().toString());
    }

    @Test
    void oneThatDoesNotTakeItFailsNoBuild() throws Exception {
        answers.add(404);
        S2iCommand site = site(BuilderImage.s2i());
        String console = site.succeed("--callback-url", url);
        assertTrue(
                console.contains(
                        "the callback " + url + " could not be told how the build ended: it answers status 404"),
                console);
        assertEquals(1, told.size(), "asking again changes nothing about 404");
    }

    @Test
    void oneThatIsNotThereFailsNoBuild() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        server.stop(0);
        String console = site.succeed("--callback-url", url + "?token=s3cret");
        assertTrue(console.contains("the callback " + url + " could not be told how the build ended: "), console);
        assertFalse(console.contains("s3cret"), console);
    }
}

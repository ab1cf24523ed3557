package io.jenkins.plugins.imagefarm.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
    @TempDir
    private Path folder;

    private Path path;
    private AnswerFile file;

    @BeforeEach
    void file() {
        path = folder.resolve("answers.jsonl");
        file = new AnswerFile(path);
    }

    @Test
    void addsLines() throws Exception {
        file.add(List.of("{\"a\":1}"));
        file.add(List.of("{\"b\":\"ü\"}", "{\"c\":3}"));
        assertEquals("{\"a\":1}\n{\"b\":\"ü\"}\n{\"c\":3}\n", Files.readString(path));
    }

    @Test
    void aLineThatIsBroughtAgainIsWrittenOnce() throws Exception {
        file.add(List.of("{\"a\":1}"));
        file.add(List.of("{\"a\":1}", "{\"b\":2}"));
        file.add(List.of("{\"a\":1}", "{\"b\":2}"));
        assertEquals("{\"a\":1}\n{\"b\":2}\n", Files.readString(path));
    }

    @Test
    void aLineThatWasCutShortIsWrittenAnew() throws Exception {
        Files.writeString(path, "{\"a\":1}\n{\"b\"");
        file.add(List.of("{\"a\":1}", "{\"b\":2}"));
        assertEquals("{\"a\":1}\n{\"b\":2}\n", Files.readString(path));
    }
}

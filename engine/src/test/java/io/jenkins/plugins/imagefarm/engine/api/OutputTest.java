package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    @Test
    void takesBuildxsForm() {
        assertEquals(
                new Output(Output.Type.OCI, "out/image.tar", Map.of("compression", "zstd")),
                Output.valueOf("type=oci,dest=out/image.tar,compression=zstd"));
    }

    @Test
    void aBarePathIsAFolder() {
        assertEquals(new Output(Output.Type.LOCAL, "out", Map.of()), Output.valueOf("out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=oci", "type=zip,dest=x", "dest=x", "type=image,dest=x", "type=local"})
    void whatIsNoOutputIsTheUsersFault(String text) {
        assertEquals(
                Fault.USER,
                assertThrows(ProblemException.class, () -> Output.valueOf(text))
                        .problem()
                        .fault());
    }
}

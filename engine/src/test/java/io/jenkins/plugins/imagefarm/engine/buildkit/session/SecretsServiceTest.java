package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.secrets.GetSecretRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.secrets.GetSecretResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsServiceTest {
    private final SecretsService service =
            new SecretsService(Map.of("npm", new byte[] {0, 1, -1}, "empty", new byte[0]));

    @Test
    void aSecretIsGivenByteForByte() {
        assertArrayEquals(new byte[] {0, 1, -1}, ask("npm").value().getData().toByteArray());
        assertTrue(ask("empty").value().getData().isEmpty());
    }

    @Test
    void anUnknownSecretIsNotFoundSoThatItMayBeOptional() {
        Status status = ask("other").error();
        assertEquals(Status.Code.NOT_FOUND, status.getCode());
        assertEquals("not found", status.getDescription());
    }

    @Test
    void aMissingSecretExplainsTheDaemonsError() {
        ask("api.key");
        Problem problem =
                service.explain("failed to solve: secret api.key: not found").orElseThrow();
        assertEquals(Fault.USER, problem.fault());
        assertEquals("The Dockerfile asks for the secret 'api.key', which was not given", problem.cause());
        assertEquals(
                problem, service.explain("secret api.key not found: not found").orElseThrow(), "Docker 20.10's words");
    }

    @Test
    void otherErrorsAreNotExplainedByASecretThatWasOptional() {
        ask("optional");
        assertFalse(service.explain("process \"/bin/sh -c false\" did not complete successfully")
                .isPresent());
        assertFalse(service.explain("failed to solve: secret other: not found").isPresent());
    }

    @Test
    void theLargestSecretIsBuildKitsLargest() {
        assertEquals(
                512_000,
                ask(new SecretsService(Map.of("big", new byte[512_000])), "big")
                        .value()
                        .getData()
                        .size());
        ProblemException e =
                assertThrows(ProblemException.class, () -> new SecretsService(Map.of("big", new byte[512_001])));
        assertEquals(Fault.USER, e.problem().fault());
        assertTrue(e.getMessage().contains("'big'"));
    }

    private Answer<GetSecretResponse> ask(String id) {
        return ask(service, id);
    }

    private static Answer<GetSecretResponse> ask(SecretsService service, String id) {
        return Answer.to(observer ->
                service.getSecret(GetSecretRequest.newBuilder().setId(id).build(), observer));
    }
}

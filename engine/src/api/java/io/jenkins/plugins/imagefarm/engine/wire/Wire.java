package io.jenkins.plugins.imagefarm.engine.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.io.IOException;
import java.io.InputStream;

/**
 * The contract's records as JSON. Names of images, repositories and mirrors, platforms, digests and URLs are strings, events carry their kind in
 * {@code type}, absent values are left out, and fields of a newer version are skipped.
 */
public final class Wire {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(ImageReference.class, ToStringSerializer.instance)
                    .addSerializer(ImageRepository.class, ToStringSerializer.instance)
                    .addSerializer(RegistryMirror.class, ToStringSerializer.instance)
                    .addSerializer(Platform.class, ToStringSerializer.instance)
                    .addSerializer(Digest.class, ToStringSerializer.instance)
                    .addSerializer(GitUrl.class, ToStringSerializer.instance))
            .addMixIn(BuildEvent.class, EventKinds.class)
            .addMixIn(BuildAnswer.class, AnswerKinds.class)
            .addMixIn(BuildResult.class, WithReason.class)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Wire() {}

    /** As one line without its end. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** @throws IOException if the text is not JSON, or not that of a valid {@code type} */
    public static <T> T read(String json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    /** @throws IOException if the stream fails, or does not hold the JSON of a valid {@code type} */
    public static <T> T read(InputStream json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BuildEvent.StateChanged.class, name = "state"),
        @JsonSubTypes.Type(value = BuildEvent.StepChanged.class, name = "step"),
        @JsonSubTypes.Type(value = BuildEvent.StepOutput.class, name = "output"),
        @JsonSubTypes.Type(value = BuildEvent.Warned.class, name = "warning"),
        @JsonSubTypes.Type(value = BuildEvent.FailureLocated.class, name = "failure"),
        @JsonSubTypes.Type(value = BuildEvent.NodeAnswered.class, name = "node"),
        @JsonSubTypes.Type(value = BuildEvent.NodesWanted.class, name = "wanted"),
        @JsonSubTypes.Type(value = BuildEvent.AssignmentChanged.class, name = "assignment"),
        @JsonSubTypes.Type(value = BuildEvent.PodWanted.class, name = "podWanted"),
        @JsonSubTypes.Type(value = BuildEvent.PodCache.class, name = "podCache"),
        @JsonSubTypes.Type(value = BuildEvent.PodUnreachable.class, name = "podUnreachable")
    })
    private interface EventKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Placement.Granted.class, name = "granted"),
        @JsonSubTypes.Type(value = Placement.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Placement.Planned.class, name = "planned"),
        @JsonSubTypes.Type(value = PodAnswer.Waits.class, name = "podWaits"),
        @JsonSubTypes.Type(value = PodAnswer.Ready.class, name = "podReady"),
        @JsonSubTypes.Type(value = PodAnswer.Failed.class, name = "podFailed")
    })
    private interface AnswerKinds {}

    /** It follows from the rest, so it is written for those who read the file, and not read. */
    private interface WithReason {
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        String reason();
    }
}

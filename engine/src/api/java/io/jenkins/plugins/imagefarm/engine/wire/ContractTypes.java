package io.jenkins.plugins.imagefarm.engine.wire;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import com.fasterxml.jackson.jr.ob.api.ReaderWriterProvider;
import com.fasterxml.jackson.jr.ob.api.ValueReader;
import com.fasterxml.jackson.jr.ob.api.ValueWriter;
import com.fasterxml.jackson.jr.ob.impl.CollectionReader;
import com.fasterxml.jackson.jr.ob.impl.JSONReader;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import com.fasterxml.jackson.jr.type.ResolvedType;
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
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What jackson-jr does not know by itself: which values have a text of their own, that enums go by their names, in which order the fields of
 * a record are written, and what kinds there are.
 */
final class ContractTypes extends ReaderWriterProvider {
    /** The field of an event or an answer that says which one it is. */
    static final String KIND = "type";

    private static final Map<Class<?>, Function<String, ?>> TEXTS = Map.of(
            ImageReference.class, ImageReference::valueOf,
            ImageRepository.class, ImageRepository::valueOf,
            RegistryMirror.class, RegistryMirror::valueOf,
            Platform.class, Platform::valueOf,
            Digest.class, Digest::valueOf,
            GitUrl.class, GitUrl::valueOf);

    private static final Map<Class<?>, Scalar> PLAIN = Map.of(
            String.class, JsonParser::getText,
            boolean.class, JsonParser::getBooleanValue,
            Boolean.class, JsonParser::getBooleanValue,
            int.class, JsonParser::getIntValue,
            Integer.class, JsonParser::getIntValue,
            long.class, JsonParser::getLongValue,
            Long.class, JsonParser::getLongValue);

    private static final Map<Class<?>, String> KINDS = Map.ofEntries(
            entry(BuildEvent.StateChanged.class, "state"),
            entry(BuildEvent.StepChanged.class, "step"),
            entry(BuildEvent.StepOutput.class, "output"),
            entry(BuildEvent.Warned.class, "warning"),
            entry(BuildEvent.FailureLocated.class, "failure"),
            entry(BuildEvent.NodeAnswered.class, "node"),
            entry(BuildEvent.NodesWanted.class, "wanted"),
            entry(BuildEvent.AssignmentChanged.class, "assignment"),
            entry(BuildEvent.PodWanted.class, "podWanted"),
            entry(BuildEvent.PodCache.class, "podCache"),
            entry(BuildEvent.PodUnreachable.class, "podUnreachable"),
            entry(Placement.Granted.class, "granted"),
            entry(Placement.Refused.class, "refused"),
            entry(Placement.Planned.class, "planned"),
            entry(PodAnswer.Waits.class, "podWaits"),
            entry(PodAnswer.Ready.class, "podReady"),
            entry(PodAnswer.Failed.class, "podFailed"));

    /** Null for what has none. */
    static String kindOf(Class<?> type) {
        return KINDS.get(type);
    }

    /** @throws IOException if there is none of that kind */
    static <T> Class<? extends T> ofKind(String kind, Class<T> sealed) throws IOException {
        for (Map.Entry<Class<?>, String> each : KINDS.entrySet()) {
            if (each.getValue().equals(kind) && sealed.isAssignableFrom(each.getKey())) {
                return each.getKey().asSubclass(sealed);
            }
        }
        throw new IOException("'" + kind + "' is no kind of " + sealed.getSimpleName());
    }

    @Override
    public ValueReader findValueReader(JSONReader reader, Class<?> type) {
        if (type.isEnum()) {
            return new ScalarReader(type, parser -> constant(type, parser.getText()));
        }
        if (TEXTS.containsKey(type)) {
            return new ScalarReader(type, parser -> TEXTS.get(type).apply(parser.getText()));
        }
        return PLAIN.containsKey(type) ? new ScalarReader(type, PLAIN.get(type)) : null;
    }

    @Override
    public ValueReader findCollectionReader(
            JSONReader reader, Class<?> type, ResolvedType elementType, ValueReader elements) {
        return type == Set.class ? new SetReader(new CollectionReader(List.class, elements)) : null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object constant(Class<?> type, String name) {
        return Enum.valueOf((Class) type, name);
    }

    @Override
    public ValueWriter findValueWriter(JSONWriter writer, Class<?> type) {
        if (TEXTS.containsKey(type)) {
            return new TextWriter(type, Object::toString);
        }
        if (Enum.class.isAssignableFrom(type)) {
            return new TextWriter(type, value -> ((Enum<?>) value).name());
        }
        return type.isRecord() ? new RecordWriter(type, fields(type)) : null;
    }

    private static List<RecordWriter.Field> fields(Class<?> type) {
        List<RecordWriter.Field> fields = new ArrayList<>();
        String kind = kindOf(type);
        if (kind != null) {
            fields.add(new RecordWriter.Field(KIND, value -> kind));
        }
        for (RecordComponent component : type.getRecordComponents()) {
            fields.add(RecordWriter.Field.of(component));
        }
        if (type == BuildResult.class) {
            // It follows from the rest, so it is written for those who read the file, and not read.
            fields.add(new RecordWriter.Field("reason", value -> ((BuildResult) value).reason()));
        }
        return fields;
    }

    /** Makes something of the token that a parser is at. */
    private interface Scalar {
        Object read(JsonParser parser) throws IOException;
    }

    /** Jackson-jr's own readers take an object where a text belongs for none, and its fields for those of the record around it. */
    private static final class ScalarReader extends ValueReader {
        private final Scalar scalar;

        ScalarReader(Class<?> type, Scalar scalar) {
            super(type);
            this.scalar = scalar;
        }

        @Override
        public Object read(JSONReader reader, JsonParser parser) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_NULL)) {
                return null;
            }
            if (!parser.currentToken().isScalarValue()) {
                throw JSONObjectException.from(
                        parser, "There is %s where a %s belongs", parser.currentToken(), _valueType.getSimpleName());
            }
            return scalar.read(parser);
        }
    }

    /** Jackson-jr reads every collection as a list. */
    private static final class SetReader extends ValueReader {
        private final CollectionReader list;

        SetReader(CollectionReader list) {
            super(Set.class);
            this.list = list;
        }

        @Override
        public Object readNext(JSONReader reader, JsonParser parser) throws IOException {
            return set(list.readNext(reader, parser));
        }

        @Override
        public Object read(JSONReader reader, JsonParser parser) throws IOException {
            return set(list.read(reader, parser));
        }

        private static Object set(Object elements) {
            return elements == null ? null : new LinkedHashSet<>((List<?>) elements);
        }
    }
}

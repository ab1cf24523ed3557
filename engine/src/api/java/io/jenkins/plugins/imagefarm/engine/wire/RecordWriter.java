package io.jenkins.plugins.imagefarm.engine.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.api.ValueWriter;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.Function;

/** Writes a record's fields in this order, without those that are null. */
record RecordWriter(Class<?> valueType, List<Field> fields) implements ValueWriter {
    /** @param value what a record has in it */
    record Field(String name, Function<Object, Object> value) {
        static Field of(RecordComponent component) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // a record may be private
            return new Field(component.getName(), owner -> {
                try {
                    return accessor.invoke(owner);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("an accessor of a record fails", e);
                }
            });
        }
    }

    @Override
    public void writeValue(JSONWriter writer, JsonGenerator generator, Object value) throws IOException {
        generator.writeStartObject();
        for (Field field : fields) {
            Object content = field.value().apply(value);
            if (content != null) {
                generator.writeFieldName(field.name());
                writer.writeValue(content);
            }
        }
        generator.writeEndObject();
    }
}

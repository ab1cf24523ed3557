package io.jenkins.plugins.imagefarm.engine.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.api.ValueWriter;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import java.io.IOException;
import java.util.function.Function;

/** Writes a value as a string. */
record TextWriter(Class<?> valueType, Function<Object, String> text) implements ValueWriter {
    @Override
    public void writeValue(JSONWriter writer, JsonGenerator generator, Object value) throws IOException {
        generator.writeString(text.apply(value));
    }
}

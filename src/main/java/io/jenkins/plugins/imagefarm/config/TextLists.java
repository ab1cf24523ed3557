package io.jenkins.plugins.imagefarm.config;

import java.lang.reflect.Type;
import java.util.List;
import org.kohsuke.stapler.BindInterceptor;

/** Takes the text of a form's field for the list that a setter wants; the setter finds the entries in it. */
final class TextLists extends BindInterceptor {
    @Override
    public Object onConvert(Type targetType, Class targetTypeErasure, Object jsonSource) {
        return targetTypeErasure == List.class && jsonSource instanceof String text ? List.of(text) : DEFAULT;
    }
}

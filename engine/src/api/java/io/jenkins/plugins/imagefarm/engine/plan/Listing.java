package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;

/** Things in a sentence: {@code a, b and c}, and how many more where it would get too long to read. */
final class Listing {
    private static final int LONGEST = 8;

    private Listing() {}

    static String of(List<?> things) {
        List<String> texts = things.stream().map(Object::toString).toList();
        int last = texts.size() - 1;
        if (last < 1) {
            return String.join("", texts);
        }
        if (texts.size() > LONGEST) {
            return String.join(", ", texts.subList(0, LONGEST)) + " and " + (texts.size() - LONGEST) + " more";
        }
        return String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
    }
}

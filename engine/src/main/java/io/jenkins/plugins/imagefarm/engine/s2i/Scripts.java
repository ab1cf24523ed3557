package io.jenkins.plugins.imagefarm.engine.s2i;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scripts of a build.
 *
 * @param found by their names; assemble and run are among them
 * @param looked where they were looked for, for people
 */
record Scripts(Map<ScriptName, Script> found, List<String> looked) {
    private static final ImagePath STI = new ImagePath("/usr/bin");

    Scripts {
        Map<ScriptName, Script> inOrder = new EnumMap<>(ScriptName.class);
        inOrder.putAll(found);
        found = inOrder;
        looked = List.copyOf(looked);
    }

    /** Those of the protocol sti, which have one place. */
    static Scripts ofSti(List<String> looked) {
        Map<ScriptName, Script> scripts = new EnumMap<>(ScriptName.class);
        scripts.put(ScriptName.ASSEMBLE, new Script(STI.resolve("prepare"), null, "the image"));
        scripts.put(ScriptName.RUN, new Script(STI.resolve("run"), null, "the image"));
        scripts.put(ScriptName.SAVE_ARTIFACTS, new Script(STI.resolve("save-artifacts"), null, "the image"));
        scripts.put(ScriptName.ASSEMBLE_RUNTIME, new Script(STI.resolve("prepare"), null, "the image"));
        return new Scripts(scripts, looked);
    }

    /** One that must be there. */
    Script required(ScriptName name) {
        return found.get(name);
    }

    Optional<Script> optional(ScriptName name) {
        return Optional.ofNullable(found.get(name));
    }

    /** Where each comes from, for people. */
    Map<String, String> from() {
        Map<String, String> from = new LinkedHashMap<>();
        found.forEach((name, script) -> from.put(name.file(), script.from()));
        return from;
    }
}

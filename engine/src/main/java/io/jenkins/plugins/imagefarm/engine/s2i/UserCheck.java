package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.util.Locale;

/** Which users may run something in a build. */
record UserCheck(AllowedUids allowed) {
    /**
     * @param assembleUser of the build; null if it says none
     * @return the user that assembles in the builder image
     * @throws S2iFailure if it may not
     */
    String assembleUser(ImageMetadata builder, String assembleUser) {
        String name = "image " + builder.name();
        plain("The user of the " + name, builder.user());
        if (assembleUser != null) {
            return checked("The assemble user", assembleUser);
        }
        return builder.assembleUser()
                .map(user -> checked("The label " + ImageMetadata.ASSEMBLE_USER + " of the " + name + " with", user))
                .orElseGet(() -> checked("The user of the " + name, builder.user()));
    }

    /** The user that assembles in the runtime image. */
    String runtimeUser(ImageMetadata runtime) {
        plain("The user of the image " + runtime.name(), runtime.user());
        return runtime.assembleRuntimeUser()
                .map(user -> checked("The assemble-runtime user of the image " + runtime.name(), user))
                .orElseGet(() -> checked("The user of the image " + runtime.name(), runtime.user()));
    }

    /** @throws S2iFailure if an ONBUILD instruction makes another user run what follows */
    void onBuild(ImageMetadata builder) {
        checked("The user of the image " + builder.name(), builder.user());
        for (String instruction : builder.onBuild()) {
            String[] words = instruction.strip().split("\\s+", 2);
            if (words[0].toUpperCase(Locale.ROOT).equals("USER")) {
                String user = words.length == 1 ? "" : words[1].strip();
                if (!allowed.allow(user)) {
                    throw forbidden("The user of an ONBUILD instruction of the image " + builder.name(), user);
                }
            }
        }
    }

    private String checked(String what, String user) {
        if (!allowed.allow(user)) {
            throw forbidden(what, user);
        }
        return plain(what, user);
    }

    /** It becomes part of a Dockerfile, also where it runs nothing in the build. */
    private static String plain(String what, String user) {
        try {
            S2iBuild.checkUser(what, user.isEmpty() ? null : user);
        } catch (ProblemException e) {
            throw new S2iFailure(S2iReason.ASSEMBLE_USER_FORBIDDEN, e.problem(), e);
        }
        return user;
    }

    private S2iFailure forbidden(String what, String user) {
        String name = user.isEmpty() ? "root" : user;
        return S2iFailure.user(
                S2iReason.ASSEMBLE_USER_FORBIDDEN,
                what + " '" + name + "' is not allowed; allowed are the user ids " + allowed,
                user.isEmpty() || user.matches("\\d.*") ? "" : "Only a number can be compared with them, not a name.");
    }

    static S2iFailure blocked(ImageReference image) {
        return S2iFailure.user(
                S2iReason.ON_BUILD_FORBIDDEN,
                "The image " + image + " has ONBUILD instructions, which are blocked",
                "Use another image, or do not block them.");
    }
}

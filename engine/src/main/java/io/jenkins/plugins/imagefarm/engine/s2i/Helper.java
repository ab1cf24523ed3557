package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;

/** Our own scripts around those of an image. They are mounted, so no layer has them; what they print begins a line of its own. */
enum Helper {
    /**
     * Arguments: the script, and the folder for what it saves. Nothing that goes wrong in the script fails the build: then there is no
     * archive.
     */
    SAVE("save.sh", """
            mkdir -p "$2" || exit
            if [ ! -x "$1" ]; then
                echo "%CLEAN%the previous image has no $1"
                exit
            fi
            "$1" > "$2/artifacts.tar"
            code=$?
            if [ $code -ne 0 ]; then
                echo "%CLEAN%$1 failed with exit code $code"
                rm -f "$2/artifacts.tar"
            fi
            """),

    /** The same where the script writes files into {@code /tmp/artifacts}. */
    SAVE_FILES("save-files.sh", """
            mkdir -p "$2" /tmp/artifacts || exit
            if [ ! -x "$1" ]; then
                echo "%CLEAN%the previous image has no $1"
            elif ! "$1"; then
                echo "%CLEAN%$1 failed"
            elif ! tar -cf "$2/artifacts.tar" -C /tmp/artifacts .; then
                echo "%CLEAN%what $1 saved cannot be read"
                rm -f "$2/artifacts.tar"
            fi
            """),

    /**
     * Arguments: the script, the folder that it looks into, and the folder with what was saved; the script alone if nothing was. It
     * says if there are labels: reading them takes a build, so it is only done if something says so.
     */
    ASSEMBLE("assemble.sh", """
            if [ -n "$3" ] && [ -s "$3/artifacts.tar" ] && ! { mkdir -p "$2" && tar -xf "$3/artifacts.tar" -C "$2"; }; then
                echo "%CLEAN%the saved artifacts cannot be restored"
                rm -rf "$2"
            fi
            "$1" || exit
            if [ -f %LABELS% ]; then
                echo "%LABELLED%"
            fi
            """),

    /** The same in a runtime image. Argument: a script that need not be there. */
    ASSEMBLE_RUNTIME("assemble-runtime.sh", """
            if [ -x "$1" ]; then
                "$1" || exit
            fi
            if [ -f %LABELS% ]; then
                echo "%LABELLED%"
            fi
            """),

    /** Prints the labels that scripts wrote, if they did. */
    LABELS("labels.sh", """
            if [ -f %LABELS% ]; then
                cat %LABELS%
            fi
            """);

    private final String file;
    private final String text;

    Helper(String file, String text) {
        this.file = file;
        this.text = text.replace("%CLEAN%", S2iDockerfile.CLEAN)
                .replace("%LABELLED%", LabelFile.IS_THERE)
                .replace("%LABELS%", LabelFile.PATH);
    }

    static Helper saving(S2iProtocol protocol) {
        return protocol == S2iProtocol.STI ? SAVE_FILES : SAVE;
    }

    String file() {
        return file;
    }

    String text() {
        return text;
    }
}

package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where a result of the daemon is written.
 *
 * @param folder whether the daemon sends a tree of files ({@code type=local}) and not one file ({@code oci}, {@code docker},
 *     {@code tar})
 * @param path the file or folder, absolute
 */
public record ExportTarget(boolean folder, Path path) {
    public static ExportTarget file(Path path) {
        return new ExportTarget(false, path);
    }

    public static ExportTarget folder(Path path) {
        return new ExportTarget(true, path);
    }

    Export open(TransferListener listener, Consumer<Packet> answers) throws IOException {
        return folder ? FolderExport.open(path, listener, answers) : FileExport.open(path, listener);
    }
}

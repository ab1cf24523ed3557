package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.CodedInputStream;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.BytesMessage;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A result that is one file. It grows under another name in the folder of its destination. */
final class FileExport implements Export {
    private final Path destination;
    private final Path part;
    private final FileChannel out;
    private final TransferListener listener;

    private FileExport(Path destination, Path part, FileChannel out, TransferListener listener) {
        this.destination = destination;
        this.part = part;
        this.out = out;
        this.listener = listener;
    }

    static FileExport open(Path file, TransferListener listener) throws IOException {
        try {
            Path destination = Files.exists(file) ? file.toRealPath() : file;
            if (Files.exists(destination) && !Files.isRegularFile(destination)) {
                throw new ProblemException(
                        Problem.user(file + " is there already and no file", "Name another destination."));
            }
            Files.createDirectories(destination.getParent());
            Path part = PartName.in(destination.getParent());
            FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new FileExport(destination, part, out, listener);
        } catch (IOException e) {
            throw FileProblem.writing(file.toString(), e);
        }
    }

    @Override
    public synchronized boolean receive(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        in.enableAliasing(true);
        ByteBuffer data = BytesMessage.parseFrom(in).getData().asReadOnlyByteBuffer();
        listener.transferred(data.remaining());
        try {
            while (data.hasRemaining()) {
                out.write(data);
            }
        } catch (IOException e) {
            throw FileProblem.writing(destination.toString(), e);
        }
        return false;
    }

    /** Only the stream's end tells. */
    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public synchronized void end() throws IOException {
        out.close();
        listener.fileDone();
    }

    @Override
    public synchronized void commit() throws IOException {
        try {
            Files.move(part, destination, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileProblem.writing(destination.toString(), e);
        }
    }

    @Override
    public synchronized void discard() {
        try (out) {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // It stays, under a name that says whose it is; the failure that led here is the one to tell.
        }
    }
}

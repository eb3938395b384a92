// Glibc's stdout is a variable of C; nothing in this program assigns it.
@preconcurrency import Glibc
import Identity
import Server

/// The three descriptors that a process is given.
enum StandardStreams {
    /// Takes the places of those that are closed: the next file that is opened would get its number, and what is meant
    /// for people would be written into it. Reading from the one and writing to the others go on failing.
    static func holdPlaces() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one. Where even that fails, there is nothing to be done.
            _ = open("/dev/null", mode)
        }
    }
}

/// Standard error, where a command says why it did not do what it was asked.
enum StandardError {
    /// What can't be said is lost: nobody is left who could be told, and the exit code stays what it is.
    static func write(_ text: String) { _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO) }
}

/// Standard output, to which `print` writes through a buffer that keeps its failures to itself.
enum StandardOutput {
    /// Whether all that was printed so far has left.
    static func isWritten() -> Bool {
        // Both are asked: a buffer that was full before has left its failure in the first.
        let hasFailed = ferror(stdout) != 0
        return fflush(stdout) == 0 && !hasFailed
    }
}

/// Prints what is shown this once, and makes sure that it has left.
/// - Parameter remedy: how a new one is made in the place of what nobody has seen.
func printOnce(remedy: Bilingual, _ show: () -> Void) throws(CommandFailure) {
    show()
    guard StandardOutput.isWritten() else {
        throw CommandFailure(
            [
                Bilingual(
                    "đã thực hiện, nhưng không ghi được kết quả ra đầu ra; mã vừa cấp không ai thấy",
                    "it is done, but the result could not be written; nobody has seen what was issued"),
                remedy,
            ], code: EX_IOERR)
    }
}

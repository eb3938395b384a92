import Logging
import Operations
import ServiceLifecycle

/// Writes down every few seconds, and at the end, what platforms that are being set up did wrong: whoever sets one up looks
/// at it a moment later.
struct MistakeCounting: Service {
    let mistakes: NoteClientMistakes
    let logger: Logger

    private static let interval = Duration.seconds(5)

    func run() async throws { await writeCounts(every: Self.interval, write) }

    private func write() async {
        do { try await mistakes.write() } catch {
            logger.error(
                "mistakes of platforms can't be written down; it is tried again", metadata: ["error": "\(error)"])
        }
    }
}

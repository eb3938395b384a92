/// Why something that was asked for is not done. Each act and each reader has a closed type of its own; this is what all
/// of them can say.
package protocol Refusal: Error {
    /// The reason in one word, for the audit log; operators search for it, and it is never renamed.
    var code: String { get }
}

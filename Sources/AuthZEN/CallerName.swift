import Wire

/// How a platform says whom a question is about, and as whom and in which session that one acts: what callers are looked
/// up by.
package struct CallerName: Hashable, Sendable {
    package let type, id: String
    /// The `sid` that the platform was told; `nil` where it names no session.
    package let session: String?
    /// The capacity in which it says that they act; `nil` where it leaves that to the session.
    package let persona: String?

    package init(_ subject: Subject, _ context: JSONObject) {
        type = subject.type
        id = subject.id
        session = context["sid"]?.string
        persona = subject.properties["persona"]?.string
    }
}

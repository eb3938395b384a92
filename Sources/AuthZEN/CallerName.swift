import Wire

/// How a platform says whom a question is about, and as whom and in which session that one acts: what callers are looked
/// up by. All of it comes from outside, and is the same only to the byte.
package struct CallerName: Hashable, Sendable {
    package let type, id: ExactText
    /// The `sid` that the platform was told; `nil` where it names no session.
    package let session: ExactText?
    /// The capacity in which it says that they act; `nil` where it leaves that to the session.
    package let persona: ExactText?

    package init(_ subject: Subject, _ context: JSONObject) {
        type = ExactText(subject.type)
        id = ExactText(subject.id)
        session = context["sid"]?.string.map(ExactText.init)
        persona = subject.properties["persona"]?.string.map(ExactText.init)
    }
}

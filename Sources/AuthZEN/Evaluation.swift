import Wire

/// One question of a platform ("The Access Evaluation API Request"). A class, as a message holds up to a thousand: whoever is
/// handed one counts a reference, and none of the texts in it.
package final class Evaluation: Sendable {
    package let subject: Subject
    package let action: Action
    package let resource: Resource
    package let context: JSONObject
    /// Whom it is about, and how that one acts.
    package let caller: CallerName
    /// Whether it asks for the reasons as sentences: a member of ours in the context.
    let asksForReasons: Bool

    package init(
        subject: Subject,
        action: Action,
        resource: Resource,
        context: JSONObject = JSONObject()
    ) {
        self.subject = subject
        self.action = action
        self.resource = resource
        self.context = context
        caller = CallerName(subject, context)
        asksForReasons = context["explain"] == .bool(true)
    }

    package convenience init(_ json: JSONObject) throws(RequestError) {
        try self.init(RequestReader(json), defaults: nil)
    }

    /// A member that isn't there is taken from the defaults ("Default values").
    convenience init(_ reader: RequestReader, defaults: EvaluationDefaults?) throws(RequestError) {
        let subject = try reader.need(try Self.own(try reader.subject(), or: defaults?.subject), "subject")
        let action = try reader.need(try Self.own(try reader.action(), or: defaults?.action), "action")
        let resource = try reader.need(try Self.own(try reader.resource(), or: defaults?.resource), "resource")
        let context = try Self.own(try reader.context(), or: defaults?.context) ?? JSONObject()
        self.init(subject: subject, action: action, resource: resource, context: context)
    }

    private static func own<Value>(
        _ value: Value?, or inherited: Result<Value?, RequestError>?
    ) throws(RequestError) -> Value? {
        if let value { return value }
        guard let inherited else { return nil }
        return try inherited.get()
    }
}

/// What the questions of one message inherit, read once for all of them. What is wrong with it is the fault of those
/// questions that inherit it.
struct EvaluationDefaults {
    let subject: Result<Subject?, RequestError>
    let action: Result<Action?, RequestError>
    let resource: Result<Resource?, RequestError>
    let context: Result<JSONObject?, RequestError>

    init(_ reader: RequestReader) {
        subject = Result { () throws(RequestError) in try reader.subject() }
        action = Result { () throws(RequestError) in try reader.action() }
        resource = Result { () throws(RequestError) in try reader.resource() }
        context = Result { () throws(RequestError) in try reader.context() }
    }
}

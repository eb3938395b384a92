import Wire

/// One question of a platform ("The Access Evaluation API Request"). A class, as a message holds up to a thousand: whoever is
/// handed one counts a reference, and none of the texts in it.
package final class Evaluation: Sendable {
    let asked: Asked
    package let action: Action
    package let resource: Resource

    package var subject: Subject { asked.subject }
    package var context: JSONObject { asked.context }
    /// Whom it is about, and how that one acts.
    package var caller: CallerName { asked.caller }

    package convenience init(
        subject: Subject,
        action: Action,
        resource: Resource,
        context: JSONObject = JSONObject()
    ) {
        self.init(Asked(about: subject, context), action, resource)
    }

    private init(_ asked: Asked, _ action: Action, _ resource: Resource) {
        self.asked = asked
        self.action = action
        self.resource = resource
    }

    package convenience init(_ json: JSONObject) throws(RequestError) {
        try self.init(RequestReader(json), defaults: nil)
    }

    /// A member that isn't there is taken from the defaults ("Default values").
    convenience init(_ reader: RequestReader, defaults: EvaluationDefaults?) throws(RequestError) {
        let shared = reader.has("subject") || reader.has("context") ? nil : defaults?.asked
        let subject =
            if let shared {
                shared.subject
            } else {
                try reader.need(try Self.own(try reader.subject(), or: defaults?.subject), "subject")
            }
        let action = try reader.need(try Self.own(try reader.action(), or: defaults?.action), "action")
        let resource = try reader.need(try Self.own(try reader.resource(), or: defaults?.resource), "resource")
        let asked =
            if let shared {
                shared
            } else {
                Asked(about: subject, try Self.own(try reader.context(), or: defaults?.context) ?? JSONObject())
            }
        self.init(asked, action, resource)
    }

    private static func own<Value>(
        _ value: Value?, or inherited: @autoclosure () -> Result<Value?, RequestError>?
    ) throws(RequestError) -> Value? {
        if let value { return value }
        return try inherited()?.get()
    }
}

/// Whom a question is about, and in which context. A class, as most questions of a message inherit both: they have one
/// in common, which is read once.
final class Asked: Sendable {
    let subject: Subject
    let context: JSONObject
    let caller: CallerName
    /// Whether the context asks for the reasons as sentences: by a member of ours.
    let wantsReasons: Bool

    init(about subject: Subject, _ context: JSONObject) {
        self.subject = subject
        self.context = context
        caller = CallerName(subject, context)
        wantsReasons = context["explain"] == .bool(true)
    }
}

/// What the questions of one message inherit, read once for all of them. What is wrong with it is the fault of those
/// questions that inherit it. A class, as each of them is handed it.
final class EvaluationDefaults {
    let subject: Result<Subject?, RequestError>
    let action: Result<Action?, RequestError>
    let resource: Result<Resource?, RequestError>
    let context: Result<JSONObject?, RequestError>
    /// What those have in common that have neither a subject nor a context of their own; `nil` where it can't be read.
    let asked: Asked?

    init(_ reader: RequestReader) {
        subject = Result { () throws(RequestError) in try reader.subject() }
        action = Result { () throws(RequestError) in try reader.action() }
        resource = Result { () throws(RequestError) in try reader.resource() }
        context = Result { () throws(RequestError) in try reader.context() }
        if case (.success(let subject?), .success(let context)) = (subject, context) {
            asked = Asked(about: subject, context ?? JSONObject())
        } else {
            asked = nil
        }
    }
}

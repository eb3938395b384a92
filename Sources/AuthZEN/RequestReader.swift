import Wire

/// Reads members of a decoded request. Unknown members are ignored ("JSON Serialization"); known ones have to
/// be of their type.
struct RequestReader {
    let object: JSONObject
    /// Where it stands among the evaluations of a message; `nil` where it isn't one of several.
    private let place: Int?
    /// Its path below that, or below the message; empty at the top.
    private let path: String

    init(_ object: JSONObject, evaluation place: Int? = nil) {
        self.init(object, place, "")
    }

    private init(_ object: JSONObject, _ place: Int?, _ path: String) {
        self.object = object
        self.place = place
        self.path = path
    }

    /// The path of a member, which is put together only where something is wrong with it.
    func name(_ member: String) -> String {
        let evaluation = place.map { "evaluations[\($0)]." } ?? ""
        return evaluation + (path.isEmpty ? member : path + "." + member)
    }

    func has(_ member: String) -> Bool { object.has(member) }

    func object(_ member: String) throws(RequestError) -> RequestReader? {
        guard let value = object[member] else { return nil }
        guard let object = value.object else { throw .wrongType(name(member)) }
        return RequestReader(object, place, path.isEmpty ? member : path + "." + member)
    }

    func string(_ member: String) throws(RequestError) -> String {
        guard let value = object[member] else { throw .missing(name(member)) }
        guard let string = value.string else { throw .wrongType(name(member)) }
        return string
    }

    func properties() throws(RequestError) -> JSONObject { try object("properties")?.object ?? JSONObject() }

    func subject() throws(RequestError) -> Subject? {
        guard let member = try object("subject") else { return nil }
        return Subject(
            type: try member.string("type"),
            id: try member.string("id"),
            properties: try member.properties()
        )
    }

    func resource() throws(RequestError) -> Resource? {
        guard let member = try object("resource") else { return nil }
        return Resource(
            type: try member.string("type"),
            id: try member.string("id"),
            properties: try member.properties()
        )
    }

    func action() throws(RequestError) -> Action? {
        guard let member = try object("action") else { return nil }
        return Action(name: try member.string("name"), properties: try member.properties())
    }

    func context() throws(RequestError) -> JSONObject? { try object("context")?.object }

    func need<Value>(_ value: Value?, _ member: String) throws(RequestError) -> Value {
        guard let value else { throw .missing(name(member)) }
        return value
    }
}

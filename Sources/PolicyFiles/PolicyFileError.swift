import Directory
import Permissions

/// Something that is wrong with a policy, where it stands, and what to do about it.
package struct PolicyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let place: FilePlace
    package let fault: Fault

    package enum Fault: Hashable, Sendable {
        case tooLarge
        /// Not YAML, with the words of the parser.
        case notYAML(String)
        /// An anchor or alias: a policy is read by people, so it says everything where it counts.
        case alias
        case expected(Shape)
        case missing(String)
        case unknownKey(String, known: [String])
        case notOneOf(String, [String])
        case badName(String)
        case fileNameIsNotPlatform(String)
        /// A function in more groups than its dotted name may have parts.
        case tooDeep
        /// The words are well-formed, but the policy as a whole makes no sense.
        case policy(PolicyFault)
        /// A test names a person, a unit or the holder of a position that its city doesn't have.
        case unknownPerson(String)
        case unknownUnit(UnitID)
        case nobodyHolds(Post)
        /// A position that `positions.yaml` doesn't name.
        case unknownPosition(Position)
        /// A test asks about a group of functions, which nobody can exercise.
        case groupOfFunctions(FunctionID)
        /// A unit of a test's city that is there twice.
        case unitTwice(UnitID)
        case noTree(UnitTreeError)
    }

    package enum Shape: String, Hashable, Sendable {
        case mapping, sequence, text
        case wholeNumber = "whole number"
        case boolean
    }

    package var description: String { "\(place): \(fault.advice)" }
}

/// A line of a file, counted from 1.
package struct FilePlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// Everything that is wrong with the files of a policy, in the order of the lines, each thing once.
package struct PolicyFileErrors: Error, Hashable, Sendable {
    package let all: [PolicyFileError]

    package init(_ errors: [PolicyFileError]) {
        var seen: Set<PolicyFileError> = []
        let unique = errors.enumerated().filter { seen.insert($0.element).inserted }
        all = unique.sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    }
}

extension PolicyFileError.Fault {
    /// What is wrong and what to do, in English.
    package var advice: String {
        switch self {
        case .tooLarge: "the file is larger than \(PolicyFile.maximumBytes) bytes; split the platform"
        case .notYAML(let words): "this is not YAML (\(words)); look at the indentation and the quotes here"
        case .alias: "anchors (&) and aliases (*) are not used in policies; write the value out"
        case .expected(let shape): "a \(shape.rawValue) has to stand here"
        case .missing(let key): "\"\(key)\" is missing here; add it"
        case .unknownKey(let key, let known):
            "\"\(key)\" means nothing here; known are \(known.joined(separator: ", "))"
        case .notOneOf(let value, let known): "\"\(value)\" has to be one of \(known.joined(separator: ", "))"
        case .badName(let name):
            "\"\(name)\" is not a name of its kind; use lower-case letters, digits, - and _ (units: H57.05)"
        case .fileNameIsNotPlatform(let platform):
            "the file of this platform has to be called \(platform).yaml"
        case .tooDeep:
            "functions are nested too deeply here; at most \(FunctionID.maximumDepth) levels, platform included"
        case .policy(let fault): fault.advice
        case .unknownPerson(let name): "nobody is called \"\(name)\" here; add them to people"
        case .unknownUnit(let unit): "there is no unit \(unit) here; correct the id or add it to units"
        case .nobodyHolds(let post):
            "nobody is \(post.position) at \(post.unit) here; correct the position or the unit, or add somebody to people"
        case .unknownPosition(let position):
            "there is no position \(position); correct the name or add it to positions.yaml"
        case .groupOfFunctions(let id): "\(id) is a group of functions; ask about one of its parts"
        case .unitTwice(let unit): "the unit \(unit) is here twice; remove one or correct its id"
        case .noTree(let error): "\(error)"
        }
    }
}

extension PolicyFault {
    /// What is wrong and what to do, in English.
    package var advice: String {
        switch self {
        case .definedTwice: "this is defined twice; remove or rename one of them"
        case .tooMany(let limit): "there are more than \(limit.bound) \(limit)"
        case .outsideOf(let group): "the name has to begin with \"\(group).\""
        case .unknownFunction(let id): "there is no function \(id); correct the name or define it"
        case .unknownRole(let id): "there is no role \(id); correct the name or define it"
        case .unknownKind(let kind):
            "there is no kind of unit \(kind); correct the name or add it to unit-kinds.yaml"
        case .includesItself(let way):
            "the role includes itself: \(way.map(\.slug).joined(separator: " → ")); take one of them out"
        case .empty: "the role gives nothing; add functions, included roles or an administration"
        case .tierTooLow(let data, let least):
            "functions on \(data) data need authentication \(least.rawValue) at least; raise it"
        case .freshnessOutOfRange: "a fresh login is between 1 minute and 12 hours old"
        case .standInOutOfRange: "standing in lasts from 1 to 90 days"
        case .exclusionNeedsTwoRoles: "name two roles or more that exclude each other"
        case .holdsExcluded(let one, let other, let rule):
            "the role holds both \(one) and \(other), which \(rule) keeps apart; take one out"
        case .administersBeyondItself(let through, let role, let kind):
            "its holder could appoint a \(through) at units of kind \(kind), who could hand out \(role), which the "
                + "holder could not; add \(role) here and make it delegable at \(kind), or take \(through) out"
        case .deniesBeyondItself(let through, let role, let kind):
            "its holder could appoint a \(through) at units of kind \(kind), who could deny \(role), which the "
                + "holder could not"
        case .notDelegable(let role): "\(role) is delegable nowhere; give it delegable_at, or take it out"
        }
    }
}

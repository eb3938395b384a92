import Directory
import Permissions

/// Something that is wrong with a policy: what, in which file and line, and what to do about it.
package struct PolicyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let place: FilePlace
    package let fault: Fault

    package enum Fault: Hashable, Sendable {
        case tooLarge
        /// Not YAML, with the words of the parser.
        case notYAML(String)
        /// Keys that one mapping has more than once.
        case repeatedKeys([String])
        /// An anchor or alias: a policy is read by people, so it says everything where it counts.
        case alias
        case expected(Shape)
        case missing(String)
        /// One of these keys has to be there, and none is.
        case missingOneOf([String])
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
        /// A value of `directory.yaml` that isn't of its form.
        case badValue(String, DirectoryForm)
        case directory(DirectoryFault)
    }

    package enum Shape: Hashable, Sendable, CaseIterable {
        case mapping, sequence, text, line, wholeNumber, boolean
    }

    package var description: String { "\(place): \(fault.advice.both)" }
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

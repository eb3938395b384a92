import Permissions

/// The file and line of everything that a policy can be wrong about.
struct PolicyPlaces {
    private var places: [Key: [FilePlace]] = [:]

    private struct Key: Hashable {
        let place: PolicyPlace
        let part: PolicyPart?
    }

    mutating func note(_ filePlace: FilePlace, of place: PolicyPlace, _ part: PolicyPart?) {
        places[Key(place: place, part: part), default: []].append(filePlace)
    }

    /// The problem at each line that says what is wrong: a name that a list has twice is wrong twice, what is defined
    /// twice is wrong from the second time on.
    func errors(_ problem: PolicyProblem) -> [PolicyFileError] {
        let whole = places[Key(place: problem.place, part: nil)] ?? []
        let lines = places[Key(place: problem.place, part: problem.part)] ?? whole
        return (problem.fault == .definedTwice ? lines.dropFirst() : lines[...])
            .map { PolicyFileError(place: $0, fault: .policy(problem.fault)) }
    }
}

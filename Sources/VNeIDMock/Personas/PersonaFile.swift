import Yams

/// The YAML file of personas, read strictly: a list of entries with known keys and checked values.
///
/// An unknown key, a missing one, a value of the wrong form, an alias, a key or a username that occurs twice:
/// each is refused with its line and what to write instead, because a persona that is quietly different from
/// its file makes a test lie.
package enum PersonaFile {
    /// The file that comes with the program: one persona of each kind, level 1 and 2 of the citizens.
    package static func standard() throws(PersonaFileError) -> [Persona] {
        try read(PackageResources.personas_yaml)
    }

    /// Reads the bytes of a file.
    package static func read(_ bytes: [UInt8]) throws(PersonaFileError) -> [Persona] {
        guard bytes.count <= MockLimits.personaFileBytes else {
            throw PersonaFileError(line: nil, problem: .tooLarge)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PersonaFileError(line: nil, problem: .notUTF8)
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw PersonaFileError(error)
        } catch {
            throw PersonaFileError(line: nil, problem: .notYAML("unreadable"))
        }
        guard let root, case .sequence(let entries) = root, !entries.isEmpty else {
            throw PersonaFileError(line: root?.mark?.line, problem: .notAList)
        }
        var personas: [Persona] = []
        for node in entries {
            let persona = try PersonaEntry(node).persona()
            guard !personas.contains(where: { $0.username == persona.username }) else {
                throw PersonaFileError(line: node.mark?.line, problem: .repeatedUsername(persona.username))
            }
            personas.append(persona)
        }
        return personas
    }
}

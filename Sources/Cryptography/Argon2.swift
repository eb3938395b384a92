import CArgon2

/// How much memory and work one password hash takes (RFC 9106 §4). Refuses values beyond the bounds given
/// here, which leave every setting that makes sense and stop a forged or mistyped one from taking the machine
/// down.
package struct Argon2Parameters: Hashable, Sendable {
    /// Memory in KiB; at least eight for each lane (RFC 9106 §3.1).
    package let memoryKiB: UInt32
    package let iterations: UInt32
    /// The number of lanes.
    package let parallelism: UInt32

    static let largestMemoryKiB: UInt32 = 1 << 20
    static let mostIterations: UInt32 = 64
    static let mostLanes: UInt32 = 16

    /// The second recommended option of RFC 9106 §4.
    package static let recommended = Argon2Parameters(
        uncheckedMemoryKiB: 65536, iterations: 3, parallelism: 4)

    package init(memoryKiB: UInt32, iterations: UInt32, parallelism: UInt32) throws(CryptographyError) {
        guard (1...Self.mostLanes).contains(parallelism), (1...Self.mostIterations).contains(iterations),
            (8 * parallelism...Self.largestMemoryKiB).contains(memoryKiB)
        else { throw .parametersOutOfRange }
        self.init(uncheckedMemoryKiB: memoryKiB, iterations: iterations, parallelism: parallelism)
    }

    /// The parameters that a hash was made with; when they aren't today's, the next login hashes anew.
    package init(phc: String) throws(CryptographyError) {
        self = try Argon2Hash(phc: phc).parameters
    }

    private init(uncheckedMemoryKiB memoryKiB: UInt32, iterations: UInt32, parallelism: UInt32) {
        self.memoryKiB = memoryKiB
        self.iterations = iterations
        self.parallelism = parallelism
    }
}

/// Password hashing by Argon2id, version 1.3 (RFC 9106), written as a PHC string, which carries its own
/// parameters.
///
/// A hash keeps one core and ``Argon2Parameters/memoryKiB`` busy for tens of milliseconds: call it outside of
/// Swift's cooperative threads, and bound how many run at once.
package struct Argon2id: Sendable {
    package let parameters: Argon2Parameters

    static let tagLength = 32
    static let saltLengths = 16...64

    package init(parameters: Argon2Parameters = .recommended) {
        self.parameters = parameters
    }

    /// Hashes `password` with a fresh random `salt` of 16 to 64 bytes. The password is the caller's to wipe.
    package func hash(password: [UInt8], salt: [UInt8]) throws(CryptographyError) -> String {
        guard Self.saltLengths.contains(salt.count) else { throw .wrongLength }
        let tag = try Self.tag(password: password, salt: salt, length: Self.tagLength, parameters)
        return Argon2Hash(parameters: parameters, salt: salt, tag: tag).phc
    }

    /// Whether `password` is the one that `phc` was made of, by the parameters that `phc` says; an error
    /// when `phc` isn't an Argon2id hash in bounds, or memory is short. An error is never a yes.
    package static func verify(password: [UInt8], phc: String) throws(CryptographyError) -> Bool {
        let stored = try Argon2Hash(phc: phc)
        let tag = try tag(password: password, salt: stored.salt, length: stored.tag.count, stored.parameters)
        return constantTimeEqual(tag, stored.tag)
    }

    /// The function of RFC 9106 §3.2 with all of its inputs.
    static func tag(
        password: [UInt8], salt: [UInt8], secret: [UInt8] = [], associatedData: [UInt8] = [], length: Int,
        _ parameters: Argon2Parameters
    ) throws(CryptographyError) -> [UInt8] {
        // libargon2 takes mutable pointers, as it would wipe password and secret if a flag asked it to; none
        // does.
        var (password, salt, secret, associatedData) = (password, salt, secret, associatedData)
        defer {
            cleanse(&password)
            cleanse(&secret)
        }
        var tag = [UInt8](repeating: 0, count: length)
        let code = tag.withUnsafeMutableBufferPointer { tag in
            password.withUnsafeMutableBufferPointer { password in
                salt.withUnsafeMutableBufferPointer { salt in
                    secret.withUnsafeMutableBufferPointer { secret in
                        associatedData.withUnsafeMutableBufferPointer { associatedData in
                            var context = argon2_context()
                            (context.out, context.outlen) = (tag.baseAddress, UInt32(clamping: tag.count))
                            (context.pwd, context.pwdlen) = (
                                password.baseAddress, UInt32(clamping: password.count)
                            )
                            (context.salt, context.saltlen) = (salt.baseAddress, UInt32(clamping: salt.count))
                            (context.secret, context.secretlen) = (
                                secret.baseAddress, UInt32(clamping: secret.count)
                            )
                            (context.ad, context.adlen) = (
                                associatedData.baseAddress, UInt32(clamping: associatedData.count)
                            )
                            context.t_cost = parameters.iterations
                            context.m_cost = parameters.memoryKiB
                            context.lanes = parameters.parallelism
                            // The result doesn't depend on it: one thread per hash makes the bound on hashes
                            // at once a bound on cores, too.
                            context.threads = 1
                            context.version = ARGON2_VERSION_13.rawValue
                            context.allocate_cbk = Argon2Memory.allocate
                            context.free_cbk = Argon2Memory.free
                            return argon2id_ctx(&context)
                        }
                    }
                }
            }
        }
        guard code == ARGON2_OK.rawValue else { throw .argon2(code: code) }
        return tag
    }
}

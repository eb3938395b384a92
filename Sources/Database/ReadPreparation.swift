/// What a reading body throws that lacks something which has to be made outside of its transaction, as it takes longer
/// than a body may: `Database.read` has it made, and runs the body again.
package protocol ReadPreparation: Error {
    func prepare(_ database: Database) async throws
}
